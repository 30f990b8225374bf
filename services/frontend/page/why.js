// Why a task is there, and what came of it: the chain of its events, told line by line.

import { asked } from "./asking.js";
import { at, element, node, say } from "./dom.js";

let shown = null;

/** Opens at once, and is filled when the answer is there; one that comes too late is not shown. */
export async function showWhy(task) {
  shown = task.id;
  element("why-task").textContent = `${task.id} ${task.title}`;
  element("why-words").replaceChildren();
  say(element("why-failed"));
  element("why").showModal();
  const moment = at ? `?at=${encodeURIComponent(at)}` : "";
  try {
    const chain = await (await asked(`/api/tasks/${task.id}/why${moment}`)).json();
    if (shown === task.id) tell(chain);
  } catch (error) {
    if (shown === task.id) say(element("why-failed"), error.message);
  }
}

function tell(chain) {
  element("why-words").replaceChildren(...chain.lines.map(lineOf));
  if (chain.cut) element("why-words").append(node("li", { className: "empty" }, "There is more; the log has it."));
}

function lineOf(line) {
  return node("li", {}, line.words, ...line.details.map((detail) => node("p", {}, detail)));
}

/** The button that opened it may have been drawn anew meanwhile; the focus goes to the one that is there. */
function giveBackFocus() {
  document.querySelector(`.why[data-task="${shown}"]`)?.focus();
}

element("why-close").onclick = () => element("why").close();
element("why").onclose = giveBackFocus;
