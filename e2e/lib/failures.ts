import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** As much of an error as one looks for first, characters. */
const ERROR_CHARS_MAX = 400;

/** Says at the very end, where a long log is read first, in a line or two what each failed test stumbled over. */
export default class Failures implements Reporter {
  private readonly failed: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === test.expectedStatus || result.status === "skipped") return;
    const errors = result.errors.map(({ message, location }) => {
      const text = (message ?? "").replace(/\u001b\[[0-9;]*m/g, "").replace(/\s+/g, " ").slice(0, ERROR_CHARS_MAX);
      return `    ${location ? `line ${location.line}: ` : ""}${text}`;
    });
    this.failed.push([`  ${test.titlePath().filter(Boolean).join(" › ")} (${result.status})`, ...errors].join("\n"));
  }

  onEnd(_: FullResult): void {
    if (this.failed.length > 0) console.log(`\nwhat failed, in short:\n${this.failed.join("\n")}`);
  }
}
