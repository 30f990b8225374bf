// Tasks: a row each, and what people do about them with a finger.

import { person, standsForOthers } from "./account.js";
import { asked } from "./asking.js";
import { showClaim } from "./claims.js";
import { at, element, node, say } from "./dom.js";
import { showWhy } from "./why.js";

const TASKS_SHOWN = 20;
const tasks = new Map();
const drawn = new Map(); // by the same keys: a row, and of what it was drawn
const busy = new Set();
const nothing = element("nothing-to-do");

export function setTask(key, task) {
  if (task) tasks.set(key, task);
  else [tasks, drawn].forEach((kept) => kept.delete(key));
}

/** What is to be done, then what was done; the newest first. */
export function drawTasks() {
  const order = (a, b) => a.is_completed - b.is_completed || b.id - a.id;
  nothing.firstElementChild.textContent = "Nothing is to be done.";
  const rows = [...tasks.values()].sort(order).slice(0, TASKS_SHOWN).map(rowOf);
  place(rows.length ? rows : [nothing]);
}

/** Rows that are there stay there: a finger or the focus may be on them. */
function place(rows) {
  const body = element("tasks");
  const focused = document.activeElement;
  for (const old of [...body.children]) if (!rows.includes(old)) old.remove();
  rows.forEach((row, index) => {
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
  });
  if (body.contains(focused)) focused.focus({ preventScroll: true }); // a row that moves loses it
}

function rowOf(task) {
  const key = String(task.id);
  const known = drawn.get(key);
  const text = JSON.stringify(task);
  if (known?.text === text) return known.row;
  const row = taskRow(task);
  drawn.set(key, { text, row });
  if (known?.row.contains(document.activeElement)) {
    const isWhy = document.activeElement.matches(".why");
    known.row.replaceWith(row);
    row.querySelector(isWhy ? ".why" : "button")?.focus();
  }
  return row;
}

function taskRow(task) {
  const words = statusOf(task);
  const status = node("td", {}, words);
  status.dataset.status = words.split(" ")[0];
  const bounty = (task.bounty_gold / 1000).toFixed(3);
  const cells = [`${task.id} ${task.title}`, task.location ?? task.zone ?? "–", bounty];
  const taps = node("td", { className: "taps" }, ...(at ? [] : buttons(task)), button("Why?", task, showWhy));
  return node("tr", {}, ...cells.map((cell) => node("td", {}, cell)), status, taps);
}

function statusOf(task) {
  if (task.is_completed) return "done";
  if (task.accepted_at) return task.assigned_to ? `taken by user ${task.assigned_to}` : "taken";
  return task.is_queued ? "waits" : "open";
}

function buttons(task) {
  if (task.is_completed) return [];
  if (task.accepted_at) return mayReport(task) ? [button("Done", task, report)] : [];
  return [button("Take", task, take), button("Not now", task, ignore)];
}

function mayReport(task) {
  return !task.assigned_to || task.assigned_to === person()?.id || standsForOthers();
}

function button(words, task, onclick) {
  const className = onclick === showWhy ? "why" : onclick === ignore ? "" : "main";
  const made = node("button", { type: "button", className, onclick: () => onclick(task) }, words);
  made.dataset.task = task.id;
  made.setAttribute("aria-label", `${words}: ${task.title}`);
  return made;
}

const take = (task) => tapped(task, "accept");

async function ignore(task) {
  if (await tapped(task, "ignore")) tell(`Not now, then. Others may still take “${task.title}”.`, "status");
}

/** Whether it was done; if not, the page says why. A second tap does not pass the first. */
async function tapped(task, tap) {
  if (busy.has(task.id)) return false;
  busy.add(task.id);
  try {
    await put(task, tap);
    tell();
    return true;
  } catch (error) {
    tell(`${task.title}: ${error.message}`);
    return false;
  } finally {
    busy.delete(task.id);
  }
}

/** The claim, if there is one. Nobody is named: the services know who is signed in, if anybody is. */
async function put(task, tap, body = {}) {
  const key = String(task.id);
  const known = tasks.get(key);
  const answer = await asked(`/api/tasks/${key}/${tap}`, "PUT", body);
  const { claim, ...after } = await answer.json();
  if (tasks.get(key) === known) setTask(key, after); // else the stream was faster, and knows more
  drawTasks();
  return claim;
}

function tell(words = "", role = "alert") {
  element("told").hidden = !words;
  say(element("told-words"), words, role);
}

function report(task) {
  const form = element("report").querySelector("form");
  form.reset();
  tell();
  say(element("report-failed"));
  element("report-task").textContent = task.title;
  form.onsubmit = (event) => {
    event.preventDefault();
    const { report_status, completion_note } = Object.fromEntries(new FormData(form));
    reported(task, { report_status, completion_note: completion_note.trim() || null });
  };
  element("report").showModal();
}

async function reported(task, said) {
  element("report-now").disabled = true;
  try {
    const claim = await put(task, "complete", said);
    element("report").close();
    if (claim) showClaim(claim, task);
    else tell(`“${task.title}” is done. Thank you!`, "status");
  } catch (error) {
    say(element("report-failed"), error.message);
  } finally {
    element("report-now").disabled = false;
  }
}

element("report-back").onclick = () => element("report").close();
element("told-close").onclick = () => tell();
