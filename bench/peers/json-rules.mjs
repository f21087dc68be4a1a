// json-rules-engine on the tables and cases that `cargo xtask bench rules` wrote down: node json-rules.mjs FILE…
import { readFileSync } from "node:fs";
import { Engine } from "json-rules-engine";

/** It is asked for so long. */
const MEASURE_MS = 4_000;

for (const path of process.argv.slice(2)) {
  const { name, table, cases, decisions, weft_ns } = JSON.parse(readFileSync(path, "utf8"));
  const engine = new Engine();
  table.rules.forEach((rule, number) => {
    const all = rule.when.flatMap((test, column) => conditions(table.columns[column], test));
    // What matches first decides: the others are not looked at any more.
    engine.addRule({ conditions: { all }, event: { type: rule.id }, priority: table.rules.length - number });
  });
  engine.on("success", () => engine.stop());
  let taken = 0;
  let facts = 0;
  while (taken < MEASURE_MS) {
    const at = facts % cases.length;
    const start = performance.now();
    const { events } = await engine.run(cases[at]);
    taken += performance.now() - start;
    facts += 1;
    if (events[0]?.type !== decisions[at]) throw new Error(`${events[0]?.type} for ${decisions[at]}: ${JSON.stringify(cases[at])}`);
  }
  const ns = (taken * 1e6) / facts;
  console.log(`${name} rules: json-rules-engine ${ns.toFixed(0)} over ${facts} facts; ${(ns / weft_ns).toFixed(1)} times weft's, native`);
}

/** A test of a column as conditions that all must hold. */
function conditions(fact, test) {
  const [kind, value] = typeof test === "string" ? [test] : Object.entries(test)[0];
  switch (kind) {
    case "any":
      return [];
    case "in":
      return [{ fact, operator: "in", value }];
    case "not_in":
      return [{ fact, operator: "notIn", value }];
    case "is":
      return [{ fact, operator: "equal", value }];
    case "between": {
      const [low, high] = value;
      const least = low === null ? [] : [{ fact, operator: "greaterThanInclusive", value: low }];
      return high === null ? least : [...least, { fact, operator: "lessThanInclusive", value: high }];
    }
    default:
      throw new Error(`no such test: ${kind}`);
  }
}
