import { randomBytes, randomUUID } from "node:crypto";
import { type APIRequestContext, expect } from "@playwright/test";
import { gridAt, type Spot } from "./county";

/** A report sent by a program instead of the page. */
export interface Report {
  category: string;
  facts?: Record<string, boolean | number | string>;
  at: Spot;
  text: string;
  contact?: { name: string; phone: string };
}

/** Reports over the API, so that a test can begin where its claim begins; the ticket's id. */
export async function reportByApi(request: APIRequestContext, report: Report): Promise<string> {
  const id = uuidV7();
  await push(request, id, { submit: await submission(request, report) });
  return id;
}

/** A report as it travels, with a receipt code of its own. */
export async function submission(request: APIRequestContext, report: Report) {
  const unit = await unitOf(request, gridAt(report.at).code);
  const clear = (text: string) => ({ clear: text });
  return {
    receipt: drawReceipt(),
    category: report.category,
    facts: report.facts ?? {},
    point: report.at.map((degrees) => Math.round(degrees * 1e7)),
    unit,
    address: null,
    text: clear(report.text),
    contact: report.contact ? { name: clear(report.contact.name), phone: clear(report.contact.phone) } : null,
    photos: [],
    source: "web",
  };
}

/** Sends one command on a ticket and claims that it was accepted. */
export async function push(request: APIRequestContext, target: string, command: unknown): Promise<void> {
  expect(await order(request, target, { kind: "ticket", do: command })).toMatchObject({ outcome: "accepted" });
}

/** Sends one command on anything; what came of it. */
export async function order(request: APIRequestContext, target: string, command: { kind: string; do: unknown }): Promise<unknown> {
  const device = randomUUID();
  const envelope = { ...made(target, command.do, 1, command.kind), device };
  const answer = await request.post("/api/push", { data: { device, commands: [envelope] } });
  expect(answer.status(), await answer.text()).toBe(200);
  const { receipts } = (await answer.json()) as { receipts: { outcome: unknown }[] };
  expect(receipts).toHaveLength(1);
  return receipts[0]?.outcome;
}

/** The id of the unit with this code. */
export async function unitOf(request: APIRequestContext, code: string): Promise<string> {
  const units = (await (await request.get("/api/query/units")).json()) as { id: string; code: string }[];
  const unit = units.find((unit) => unit.code === code);
  if (!unit) throw new Error(`no unit has the code ${code}`);
  return unit.id;
}

/** Switches the unit with this code to emergency or back, if it is not so already. */
export async function switchMode(request: APIRequestContext, code: string, emergency: boolean): Promise<void> {
  await order(request, await unitOf(request, code), { kind: "unit", do: { switch_mode: { emergency } } });
}

/** A command as it travels, but for the device. */
export interface Made {
  id: string;
  seq: number;
  issued_at: string;
  rules_version: number;
  target: string;
  command: { kind: string; do: unknown };
}

/** A command on something, the `seq`th of its device. */
export function made(target: string, command: unknown, seq = 1, kind = "ticket"): Made {
  return { id: uuidV7(), seq, issued_at: new Date().toISOString(), rules_version: 1, target, command: { kind, do: command } };
}

/** RFC 9562, version 7. */
export function uuidV7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A receipt code: fifteen random digits and the check digit of GB/T 17710 (ISO/IEC 7064, MOD 11,10). */
export function drawReceipt(): string {
  const free = Array.from(randomBytes(15), (byte) => byte % 10);
  const product = free.reduce((product, digit) => ((((product + digit) % 10) || 10) * 2) % 11, 10);
  return [...free, (11 - product) % 10].join("");
}
