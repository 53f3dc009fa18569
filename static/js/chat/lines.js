// The small lines in the log: what a status or a hand-back means to the customer, each said once.

let colleague = "";

export function lineOf(event) {
  const before = colleague;
  if (event.type === "handback") return "You are with the AI assistant again";
  colleague = event.agent?.name ?? "";
  if (event.state === "queued" && before) return `${before} passes you on to a colleague`;
  if (event.state === "queued") return "A person takes over, and gets all you wrote";
  if (event.state === "resolved") return "This conversation has ended";
  return colleague && colleague !== before ? `${colleague} has joined` : "";
}
