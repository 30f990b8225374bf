// Claims: what whoever did a task without signing in is paid by. One screen shows the code, another redeems it.

import { person } from "./account.js";
import { asked, Refused } from "./asking.js";
import { credits, element, say } from "./dom.js";

const SETTLED = [404, 409, 410]; // nobody is paid by it any more, however often they ask
const WORDS = {
  redeemed: "the claim was redeemed already",
  expired: "the claim has expired",
  withdrawn: "the task was paid by hand",
};
let shown = null;

const until = (claim) =>
  new Date(claim.expires_at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });

/** A code that a phone scans, to be paid there; or a button, to be paid here. */
export function showClaim(claim, task) {
  shown = task.id;
  element("claim-worth").textContent = `${credits(claim.amount)} for “${task.title}”`;
  element("claim-until").textContent = `Good once, until ${until(claim)}.`;
  say(element("claim-told"));
  stillGood(true);
  element("claim-code").src = `/api${claim.path}/qr.svg`;
  element("claim-here").onclick = () => redeem(claim.token);
  element("claim").showModal();
}

/** Somebody scanned the code and was paid: nobody else need try. */
export function claimRedeemed(event) {
  if (shown !== event.data.task) return;
  stillGood(false);
  say(element("claim-told"), "Redeemed. Thank you!", "status");
}

function stillGood(is) {
  for (const part of ["title", "code", "until", "here"]) element(`claim-${part}`).hidden = !is;
}

/** The claim that the address names, now and whenever another is opened in the same window. */
export function redeemFromAddress() {
  const look = () => {
    const token = new URLSearchParams(location.hash.slice(1)).get("claim");
    if (token) redeem(token);
  };
  addEventListener("hashchange", look);
  look();
}

async function redeem(token) {
  const url = `/api/claims/${encodeURIComponent(token)}`;
  const form = element("redeem").querySelector("form");
  form.reset();
  form.onsubmit = (event) => {
    event.preventDefault();
    pay(url, new FormData(form).get("user_id"));
  };
  offer(false);
  say(element("redeem-told"));
  element("redeem-worth").textContent = "";
  if (!element("redeem").open) element("redeem").showModal();
  try {
    weigh(await (await asked(url)).json());
  } catch (error) {
    failed(error.status === 422 ? new Refused(404, "there is no such claim") : error);
  }
}

function weigh(claim) {
  const worth = `${credits(claim.amount)} for task ${claim.task_id}, good until ${until(claim)}`;
  element("redeem-worth").textContent = worth;
  if (claim.status === "issued") offer(true);
  else settle(WORDS[claim.status]);
}

/** Whether there is something to redeem; for whom, is asked where nobody knows who is here. */
function offer(possible) {
  const number = element("redeem-person").querySelector("input");
  const asking = possible && !person();
  element("redeem-person").hidden = number.disabled = !asking;
  element("redeem-now").hidden = !possible;
  element("redeem-close").textContent = possible ? "Not now" : "Close";
  if (possible) (asking ? number : element("redeem-now")).focus();
}

async function pay(url, number) {
  element("redeem-now").disabled = true;
  try {
    const payee = person() ?? (await registered(number));
    const paid = await (await asked(url, "POST", { user_id: payee.id })).json();
    const name = payee.display_name ?? payee.username;
    settle(`${credits(paid.amount)} were paid to ${name}.`, "status");
  } catch (error) {
    failed(error);
  } finally {
    element("redeem-now").disabled = false;
  }
}

/** In the open, a number that is nobody's would be believed, paid and of no use to anybody. */
async function registered(number) {
  const answer = await asked(`/api/users/${Number(number)}`).catch((error) => {
    throw new Error(error.message); // about the number: the claim is as good as before
  });
  const found = await answer.json();
  if (!found.is_active) throw new Error(`user ${number} does not take part`);
  return found;
}

function failed(error) {
  if (SETTLED.includes(error.status)) settle(error.message);
  else say(element("redeem-told"), error.message);
}

/** There is nothing more to do about it: the token is taken out of the address. */
function settle(words, role = "alert") {
  history.replaceState(null, "", location.pathname + location.search);
  offer(false);
  say(element("redeem-told"), words, role);
  element("redeem-close").focus();
}

element("claim-close").onclick = () => element("claim").close();
element("redeem-close").onclick = () => element("redeem").close();
element("claim").onclose = () => {
  shown = null;
  element("claim-code").removeAttribute("src"); // what is off the screen is not kept in the page
};
element("claim-code").onerror = () => {
  element("claim-code").hidden = true;
  say(element("claim-told"), "the code cannot be drawn just now: redeem it here");
};
