/**
 * One subscription over the graphql-transport-ws protocol, with a socket of its own.
 * `on` is told { next(result), error(errors), closed(reason) }; the function returned ends it.
 */
export function subscribe({ token, request, on }) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/graphql`, "graphql-transport-ws");
  const send = (message) => socket.send(JSON.stringify(message));
  let ended = false;
  const end = (reason) => {
    if (ended) return;
    ended = true;
    on.closed(reason);
    socket.close(1000);
  };
  const handlers = {
    connection_ack: () => send({ id: "1", type: "subscribe", payload: request }),
    ping: () => send({ type: "pong" }),
    next: ({ payload }) => on.next(payload),
    error: ({ payload }) => {
      on.error(payload);
      end("refused");
    },
    complete: () => end("completed"),
  };
  socket.onopen = () => send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    handlers[message.type]?.(message);
  };
  socket.onclose = ({ code, reason }) => end(`closed ${code} ${reason}`.trim());
  return () => {
    if (socket.readyState === WebSocket.OPEN) send({ id: "1", type: "complete" });
    end("stopped");
  };
}
