// Gets the usage report of one account and prints it as JSON.
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
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  console.log(JSON.stringify({ status: error.response.status }));
}
