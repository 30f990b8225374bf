// Who one is: a form where the office asks for it; else one's name and credits, and the way out.

import { credits, element } from "./dom.js";

const SCREENS = ["kiosk", "device", "service"]; // sign in, and are nobody in particular
let me = null;
let role = null;

/** The person who is here, and is signed in; null where nobody knows who it is. */
export const person = () => (SCREENS.includes(role) ? null : me);

/** Whether who is here may act for others: as an operator, or as a screen that people share. */
export const standsForOthers = () => role === "operator" || SCREENS.includes(role);

/** Whether one may look; if not, the form is shown, and a success there loads the page anew. */
export async function admitted() {
  const answer = await fetch("/api/session");
  if (answer.status === 401) {
    ask();
    return false;
  }
  if (answer.ok) greet(await answer.json());
  return true; // where the backend is down, what asks it next says so
}

function ask() {
  if (location.hash.startsWith("#claim=")) element("sign-in-title").textContent = "Sign in to be paid";
  element("sign-in").hidden = false;
  document.querySelector("main").hidden = true;
  element("sign-in").onsubmit = async (event) => {
    event.preventDefault();
    const account = Object.fromEntries(new FormData(event.target));
    element("sign-in-failed").textContent = (await failure(account)) ?? "";
  };
  element("sign-in").elements.username.focus();
}

async function failure(account) {
  try {
    const body = JSON.stringify(account);
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("/api/session", { method: "POST", headers, body });
    if (answer.ok) {
      location.reload();
      return null;
    }
    const problem = await answer.json().catch(() => ({}));
    return problem.detail ?? `sign-in failed: ${answer.status}`;
  } catch {
    return "the backend cannot be reached";
  }
}

function greet(session) {
  me = session.user;
  role = session.role;
  if (!me) return;
  element("me").hidden = false;
  element("name").textContent = me.display_name ?? me.username;
  element("sign-out").onclick = async () => {
    await fetch("/api/session", { method: "DELETE" });
    location.reload();
  };
  showCredits();
}

/** What one has; said again after every movement that is one's own. */
export async function showCredits(subjects = []) {
  const wallet = me && `wallet:${me.id}`;
  if (!me || (subjects.length && !subjects.includes(wallet))) return;
  const answer = await fetch(`/api/wallet/wallets/${me.id}`).catch(() => null);
  if (!answer?.ok) return;
  element("credits").textContent = credits((await answer.json()).balance);
}
