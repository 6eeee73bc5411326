// Gets usage reports and prints each as JSON on one line.
import { parseArgs } from "node:util";
import { AccountsApi, AccountUsageToJSON, Configuration, ResponseError } from "./flowmusic/index.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const configuration = new Configuration({
  basePath: values["base-url"] ?? "https://api.useapi.net/v1",
  accessToken: process.env["USEAPI_TOKEN"] ?? "",
});
const accounts = new AccountsApi(configuration);
for (const email of values.email) {
  try {
    const response = await accounts.getAccountUsageRaw({ email });
    const { status } = response.raw;
    const usage = status === 200 ? AccountUsageToJSON(await response.value()) : undefined;
    console.log(JSON.stringify({ status, usage }));
  } catch (error) {
    const isResponse = error instanceof ResponseError;
    if (isResponse) await error.response.arrayBuffer(); // fetch closes a connection with an unread body
    console.log(JSON.stringify(isResponse ? { status: error.response.status } : { error: String(error) }));
  }
}
