// What every part of the page needs: its elements, new ones, amounts, and the moment that is shown.

export const at = new URLSearchParams(location.search).get("at");
export const element = (id) => document.getElementById(id);
export const credits = (milli) => `${(milli / 1000).toFixed(3)} credits`;

export function node(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Words that are there only as long as there is something to say; `role` tells how urgent it is. */
export function say(target, words = "", role = "alert") {
  target.setAttribute("role", role);
  target.hidden = !words;
  target.textContent = words;
}
