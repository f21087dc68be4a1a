import { defineConfig } from "@playwright/test";
import { KIOSK, projects, use } from "./browser";

/** Whose work is done on a telephone, and whose at a desk; the others claim the same of both sizes. */
const ONLY_AT: Record<string, RegExp> = {
  phone: /(report|reopen|privacy|lockout|escalation|offline|worker|update|device|killed|storage|windows|shared-device|reassigned)\.spec\.ts$/,
  desk: /(desk|first|accounts|units|rulebook|editor|interchange|emergency)\.spec\.ts$/,
};

/** What is done at a kiosk and nowhere else. */
const AT_KIOSK = /kiosk(-month)?\.spec\.ts$/;

/** `cargo xtask test e2e` runs this with the release server and a demo county. */
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  forbidOnly: true,
  fullyParallel: false,
  retries: 0,
  workers: Number(process.env.WEFT_WORKERS ?? 2),
  // Bounds for a machine that is busy with other things; nothing waits for them to pass.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["./lib/failures.ts"]],
  use: { ...use, trace: "retain-on-failure", screenshot: "only-on-failure" },
  projects: [
    ...(projects ?? []).map((project) => ({
      ...project,
      testIgnore: [AT_KIOSK, ...Object.entries(ONLY_AT).flatMap(([size, files]) => (size === project.name ? [] : [files]))],
    })),
    { name: "kiosk", use: { viewport: KIOSK, hasTouch: true }, testMatch: AT_KIOSK },
  ],
});
