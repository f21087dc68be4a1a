import { defineConfig } from "@playwright/test";
import { projects, use } from "./browser";

/** `cargo xtask bench sync` runs this. */
export default defineConfig({
  testDir: ".",
  testMatch: "sync.ts",
  outputDir: "test-results",
  retries: 0,
  workers: 1,
  timeout: 1_200_000,
  reporter: [["line"]],
  use,
  projects: projects?.filter((project) => project.name === "phone"),
});
