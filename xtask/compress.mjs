// Writes `file.br` and `file.gz` beside every file of a built bundle that gains from it.
// Node brings both codecs, so building needs no further tool.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const GAINS = /\.(html|css|js|mjs|json|wasm|svg|txt|webmanifest)$/;

const [dist] = process.argv.slice(2);
const files = readdirSync(dist, { recursive: true }).map((name) => join(dist, name));
for (const file of files.filter((file) => /\.(br|gz)$/.test(file))) rmSync(file);
for (const file of files.filter((file) => GAINS.test(file) && statSync(file).isFile())) {
  const bytes = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
