// The least that a relay can be: it stores each message, sends it to the other sockets of the room
// and answers the sender. No ids, no limits, no resuming, no people. The bench holds Pulina against it.
import { DurableObject } from "cloudflare:workers";

export class BareRoom extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)");
  }

  async fetch() {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  webSocketMessage(socket, frame) {
    const { id, text } = JSON.parse(frame);
    const { seq } = this.ctx.storage.sql
      .exec("INSERT INTO messages (text) VALUES (?) RETURNING seq", text)
      .one();
    const event = JSON.stringify({ event: { seq, text } });
    for (const other of this.ctx.getWebSockets()) {
      if (other !== socket) other.send(event);
    }
    socket.send(JSON.stringify({ ack: { id, seq } }));
  }

  webSocketClose() {}
  webSocketError() {}
}

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/health") return new Response("ok");
    return env.ROOMS.getByName(pathname).fetch(request);
  },
};
