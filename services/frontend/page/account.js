// Who one is: a form where the office asks for it; else one's name and credits, and the way out.

const element = (id) => document.getElementById(id);
let me = null;

/** Whether one may look; if not, the form is shown, and a success there loads the page anew. */
export async function admitted() {
  const answer = await fetch("/api/session");
  if (answer.status === 401) {
    ask();
    return false;
  }
  if (answer.ok) greet((await answer.json()).user);
  return true; // where the backend is down, what asks it next says so
}

function ask() {
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

function greet(user) {
  if (!user) return;
  me = user;
  element("me").hidden = false;
  element("name").textContent = user.display_name ?? user.username;
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
  element("credits").textContent = `${((await answer.json()).balance / 1000).toFixed(3)} credits`;
}
