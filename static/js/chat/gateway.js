// The line to the gateway. A frame is sent again until it is answered; an event is acknowledged when it was shown.

const LOOK_EVERY = 5_000;
const SILENT_TOO_LONG = 12_000;
const LONGEST_PAUSE = 10_000;

export class Gateway {
  #outbox;
  #on;
  #socket = null;
  #seq = 0;
  #tries = 0;
  #heardAt = 0;
  #timer;
  live = false;

  // `on`: prepare() gives {ticket, seq}; event(frame); reply(frame, reply); line("live" | "lost" | "closed").
  constructor(outbox, on) {
    this.#outbox = outbox;
    this.#on = on;
    setInterval(() => this.#look(), LOOK_EVERY);
    addEventListener("offline", () => this.#drop());
    addEventListener("online", () => this.#again(0));
    this.#connect();
  }

  // Goes out now or when the line is back; the reply comes to on.reply, once.
  send(frame) {
    this.#outbox.put(frame);
    this.#write(frame);
  }

  // Goes out now or never.
  tell(frame) {
    this.#write(frame);
  }

  #write(frame) {
    if (this.live) this.#socket.send(JSON.stringify(frame));
  }

  async #connect() {
    try {
      const { ticket, seq } = await this.#on.prepare();
      this.#seq = Math.max(this.#seq, seq);
      this.#open(ticket);
    } catch (wrong) {
      if (wrong.final) this.#on.line("closed", wrong.message);
      else this.#drop((wrong.after ?? 0) * 1000);
    }
  }

  #open(ticket) {
    const address = `${location.origin.replace(/^http/, "ws")}/gateway/v1`;
    const socket = new WebSocket(address, ["handoff.v1", `ticket.${ticket}`]);
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", resume_after: this.#seq, client: "Chat page" }));
    socket.onmessage = ({ data }) => socket === this.#socket && this.#take(JSON.parse(data));
    socket.onclose = () => socket === this.#socket && this.#drop();
  }

  #take(frame) {
    this.#heardAt = Date.now();
    if (frame.type === "welcome") this.#begin();
    else if (frame.type === "ok") this.#answered(frame);
    else if (frame.type === "error") this.#refused(frame);
    else if (frame.type !== "pong") this.#happened(frame);
  }

  #begin() {
    this.live = true;
    this.#tries = 0;
    this.#on.line("live");
    if (this.#seq) this.tell({ type: "ack", seq: this.#seq });
    this.#outbox.frames.forEach((frame) => this.#write(frame));
  }

  #answered(reply) {
    const frame = this.#outbox.take(reply.id);
    if (frame) this.#on.reply(frame, reply);
  }

  #refused(reply) {
    if (!reply.retryable) this.#answered(reply);
    else setTimeout(() => this.#resend(reply.id), (reply.retry_after ?? 1) * 1000);
  }

  #resend(id) {
    const frame = this.#outbox.frames.find((kept) => kept.id === id);
    if (frame) this.#write(frame);
  }

  #happened(event) {
    this.#on.event(event);
    if (!event.seq) return;
    this.#seq = Math.max(this.#seq, event.seq);
    this.tell({ type: "ack", seq: event.seq });
  }

  // A line may be dead without saying so.
  #look() {
    if (!this.#socket) return;
    if (Date.now() - this.#heardAt > SILENT_TOO_LONG) this.#drop();
    else this.tell({ type: "ping" });
  }

  #drop(least = 0) {
    const socket = this.#socket;
    this.#socket = null;
    this.live = false;
    socket?.close();
    this.#on.line("lost");
    const pause = Math.min(LONGEST_PAUSE, 300 * 2 ** this.#tries++);
    this.#again(Math.max(least, pause * (0.5 + Math.random() / 2)));
  }

  #again(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket ?? this.#connect(), pause);
  }
}
