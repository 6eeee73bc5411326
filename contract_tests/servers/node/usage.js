// The ledger, and the usage report of an account. The Node servers share it.
import { readFileSync } from "node:fs";

const ledger = new Map(
  Object.entries(JSON.parse(readFileSync(process.env.LEDGER, "utf8"))).map(([token, accounts]) => [
    token,
    new Map(Object.entries(accounts)),
  ]),
);
const charged = new Set(["producer-usage", "riffusion"]);
const received = new Set(["grant", "daily-free"]);
const sum = (events) => events.reduce((total, event) => total + event.amount, 0);
const bearer = /^bearer +(\S+)$/i;

/** Returns the status and the body of the response to a request with this Authorization header and this email address. */
export function respond(authorization, email) {
  const accounts = ledger.get(bearer.exec(authorization ?? "")?.[1]);
  if (!accounts) return [401, { error: "Unauthorized" }];
  if (typeof email !== "string" || email === "") return [400, { error: "Parameter email is required exactly once" }];
  const events = accounts.get(email);
  return events ? [200, usageReport(email, events)] : [404, { error: "Account is not configured" }];
}

function usageReport(email, events) {
  const rows = groups(events, (e) => JSON.stringify([e.created_at.slice(0, 10), e.type, e.conversation_id]));
  const types = [...groups(events, (e) => e.type)];
  const songs = groups(events.filter((e) => e.conversation_id && charged.has(e.type)), (e) => e.conversation_id);
  return {
    email,
    events: [...rows.values()].map((row) => ({
      type: row[0].type,
      amount: sum(row),
      conversation_id: row[0].conversation_id,
      conversation_title: row[0].conversation_title,
      event_at: `${row[0].created_at.slice(0, 10)}T00:00:00`,
      max_created_at: row.map((e) => e.created_at).sort().at(-1),
      _account_email: email,
    })),
    summary: {
      by_type_tokens: Object.fromEntries(types.map(([type, each]) => [type, sum(each)])),
      by_type_credits: Object.fromEntries(types.map(([type, each]) => [type, sum(each) / 12])),
      total_charged_credits: sum(events.filter((e) => charged.has(e.type))) / 12,
      total_received_tokens: sum(events.filter((e) => received.has(e.type))),
      per_conversation: [...songs].map(([id, each]) => ({
        conversation_id: id,
        title: each[0].conversation_title,
        email,
        tokens: sum(each),
        credits: sum(each) / 12,
      })),
    },
  };
}

function groups(events, key) {
  const found = new Map();
  for (const event of events) found.set(key(event), [...(found.get(key(event)) ?? []), event]);
  return found;
}
