// Set up as the guide of Better SSE says: a session for each client, a channel that broadcasts to all of them. Events are text, so they go out as they are
// instead of as JSON strings.
// https://matthewwid.github.io/better-sse/guides/channels/
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { createChannel, createSession } from "better-sse";

const channel = createChannel();

const server = createServer(async (request, response) => {
  if (request.url !== "/events") {
    response.writeHead(404).end();
  } else if (request.method === "GET") {
    channel.register(await createSession(request, response, { serializer: String }));
  } else if (request.method === "POST") {
    channel.broadcast(await text(request));
    response.writeHead(204).end();
  } else {
    response.writeHead(405).end();
  }
});

// As long a backlog as the other servers have, for many clients that come at once.
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 }, () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
