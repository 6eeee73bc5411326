// Tests with node:test. Vitest runs the same tests: import `test` and `beforeEach` from "vitest".
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const baseUrl = process.env.USEAPI_BASE_URL;
const headers = { authorization: `Bearer ${process.env.USEAPI_TOKEN}` };

async function control(path, body = {}) {
  const response = await fetch(new URL(`/_mock${path}`, baseUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, await response.text());
}

const getUsage = (email) =>
  fetch(`${baseUrl}/flowmusic/accounts/usage?email=${encodeURIComponent(email)}`, { headers });

beforeEach(() => control("/reset"));

test("charged credits", async () => {
  await control("/charges", { email: "a@example.com", title: "Sample Song", tokens: 60, on: "2026-06-01" });

  const usage = await (await getUsage("a@example.com")).json();

  assert.equal(usage.summary.total_charged_credits, 5);
});

test("an outage ends", async () => {
  await control("/changes", { status: 503, times: 1 });

  assert.equal((await getUsage("listener@example.com")).status, 503);
  assert.equal((await getUsage("listener@example.com")).status, 200);
});
