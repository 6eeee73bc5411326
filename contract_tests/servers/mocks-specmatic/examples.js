// Writes the first example of the spec as Specmatic reads it: as the response to any address. Without it, Specmatic
// responds with random values, which differ in each run.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

const { examples } = parse(readFileSync("openapi.yaml", "utf8")).components;
const [{ value: body }] = Object.values(examples);
const example = {
  "http-request": { method: "GET", path: "/flowmusic/accounts/usage", query: { email: "(string)" } },
  "http-response": { status: 200, body },
};
mkdirSync("examples", { recursive: true });
writeFileSync("examples/usage.json", JSON.stringify(example));
