// Asks the services behind the page; what they refuse is an error whose message says why.

/** What a service refuses stays refused: there is something to mend, not to wait for. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export async function asked(url, method = "GET", body = undefined) {
  const headers = body && { "Content-Type": "application/json" };
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) }).catch(() => {
    throw new Error("the page's server cannot be reached; try again");
  });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  const detail = problem.detail ?? `${url}: ${answer.status}`;
  throw answer.status < 500 ? new Refused(answer.status, detail) : new Error(detail);
}
