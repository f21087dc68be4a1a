import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before a server, as a later release of it would. */
export interface Front {
  /** Where it is. */
  readonly url: string;
  /** From now on every bundle has a new version. */
  release(): void;
  /** Whether the server takes commands. */
  takes(commands: boolean): void;
  /** Goes away. */
  close(): void;
}

/** Stands before the server at this address. */
export async function standBefore(server: string): Promise<Front> {
  let [released, taking] = [false, true];
  const front = createServer((asked, answer) => {
    if (!taking && asked.url === "/api/push") {
      answer.writeHead(503, { "retry-after": "1" }).end();
      return;
    }
    const isWorker = asked.url?.endsWith("/sw.js") ?? false;
    const headers = isWorker ? { ...asked.headers, "accept-encoding": "identity", "if-none-match": "" } : asked.headers;
    const onward = request(`${server}${asked.url}`, { method: asked.method, headers }, (got) => {
      if (!isWorker || !released) {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
        return;
      }
      const chunks: Buffer[] = [];
      got.on("data", (chunk: Buffer) => chunks.push(chunk));
      got.on("end", () => {
        const text = Buffer.concat(chunks).toString().replace(/const VERSION = "(\w+)"/, 'const VERSION = "$1-next"');
        const { "content-length": _, etag: __, ...rest } = got.headers;
        answer.writeHead(got.statusCode ?? 502, rest).end(text);
      });
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((ready) => front.listen(0, "127.0.0.1", ready));
  return {
    url: `http://localhost:${(front.address() as AddressInfo).port}`,
    release: () => void (released = true),
    takes: (commands) => void (taking = commands),
    close: () => {
      front.closeAllConnections();
      front.close();
    },
  };
}
