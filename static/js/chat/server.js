// What the page asks its own server for.

export class Refused extends Error {
  constructor(status, why, after) {
    super(why);
    this.status = status;
    this.after = after;
  }

  // Asking again is of no use: the chat is closed, or the cookie is gone.
  get final() {
    return this.status === 404 || this.status === 409;
  }
}

let csrf = document.querySelector("#log").dataset.csrf;

export async function history() {
  const told = await read(await fetch("/chat/history/"));
  csrf = told.csrf;
  return told;
}

export async function ticket() {
  return (await post("ticket/")).ticket;
}

// A file goes to the gateway itself, as that of any front end, with a ticket of its own.
export async function upload(id, conversation, file) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ id, conversation, file })) body.set(name, value);
  const headers = { Authorization: `Bearer ticket.${await ticket()}` };
  const response = await fetch("/api/v1/attachments", { method: "POST", headers, body });
  if (response.ok) return response.json();
  throw new Refused(response.status, (await response.json()).message);
}

export async function answer(question) {
  return post("answer/", { question });
}

export async function beginAnew() {
  await post("conversation/");
}

// A login or logout in another window of this browser changes the CSRF token: the history brings the new one.
async function post(path, body) {
  let response = await send(path, body);
  if (response.status === 403) {
    await history();
    response = await send(path, body);
  }
  return read(response);
}

function send(path, body = {}) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  return fetch(`/chat/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function read(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  throw new Refused(response.status, await reason(response), Number(response.headers.get("Retry-After")));
}

async function reason(response) {
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  return json ? (await response.json()).error : response.statusText;
}
