import { defineConfig } from "@playwright/test";
import { projects, use } from "./browser";

/** `cargo xtask bench first-load` runs this. */
export default defineConfig({
  testDir: ".",
  testMatch: "first-load.ts",
  outputDir: "test-results",
  retries: 0,
  workers: 1,
  timeout: 300_000,
  reporter: [["line"]],
  use,
  projects: projects?.filter((project) => project.name === "phone"),
});
