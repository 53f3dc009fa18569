// The small lines in the log: what a status or a hand-back means to the customer, each said once.
import { phrase } from "../words.js";

let colleague = "";

export function lineOf(event) {
  const before = colleague;
  if (event.type === "handback") return phrase("You are with the AI assistant again");
  colleague = event.agent?.name ?? "";
  if (event.state === "queued" && before) return phrase("{who} passes you on to a colleague", { who: before });
  if (event.state === "queued") return phrase("A person takes over, and gets all you wrote");
  if (event.state === "resolved") return phrase("This conversation has ended");
  return colleague && colleague !== before ? phrase("{who} has joined", { who: colleague }) : "";
}
