import { createServer, connect, type AddressInfo } from "node:net";

/** A wire to a server that counts what passes. */
export interface Wire {
  /** Where it begins. */
  readonly url: string;
  /** Bytes that have passed since the last call, both ways. */
  bytes(): number;
  /** Cuts it. */
  cut(): void;
}

/** Lays a wire to a port of this machine. */
export async function layWire(port: number): Promise<Wire> {
  let bytes = 0;
  const near = createServer((here) => {
    const there = connect(port, "127.0.0.1");
    for (const [from, to] of [[here, there], [there, here]] as const) {
      from.on("data", (chunk) => (bytes += chunk.length));
      from.on("error", () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((ready) => near.listen(0, "127.0.0.1", ready));
  return {
    url: `http://localhost:${(near.address() as AddressInfo).port}`,
    bytes: () => {
      const passed = bytes;
      bytes = 0;
      return passed;
    },
    cut: () => void near.close(),
  };
}
