// Asks for one account's usage and prints what it understood.
import { parseArgs } from "node:util";
import { AccountsApi, AccountUsageToJSON, Configuration, ResponseError } from "./flowmusic/index.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const configuration = new Configuration({
  basePath: values["base-url"] ?? "https://api.useapi.net/v1",
  accessToken: process.env["USEAPI_TOKEN"] ?? "",
});
try {
  const response = await new AccountsApi(configuration).getAccountUsageRaw({ email: values.email });
  const { status } = response.raw;
  console.log(JSON.stringify(status === 200 ? { status, usage: AccountUsageToJSON(await response.value()) } : { status }));
} catch (refusal) {
  if (!(refusal instanceof ResponseError)) throw refusal;
  console.log(JSON.stringify({ status: refusal.response.status }));
}
