import { type APIRequestContext, expect } from "@playwright/test";

/** A row as it is pulled. */
export interface Pulled {
  id: string;
  kind: string;
  state: Record<string, unknown>;
}

/** All that a new device of this person is given. */
export async function pullAll(request: APIRequestContext): Promise<Pulled[]> {
  const rows: Pulled[] = [];
  let cursor = "";
  for (let more = true; more; ) {
    const answer = await request.get("/api/pull", { params: { cursor } });
    expect(answer.status(), "pull").toBe(200);
    const pulled = (await answer.json()) as { rows: Pulled[]; cursor: string; more: boolean };
    rows.push(...pulled.rows);
    ({ cursor, more } = pulled);
  }
  return rows;
}
