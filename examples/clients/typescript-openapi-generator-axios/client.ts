// Asks for one account's usage and prints what it understood.
import { isAxiosError } from "axios";
import { parseArgs } from "node:util";
import { AccountsApi, Configuration } from "./flowmusic/index.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const configuration = new Configuration({
  basePath: values["base-url"] ?? "https://api.useapi.net/v1",
  accessToken: process.env["USEAPI_TOKEN"] ?? "",
});
try {
  const { status, data } = await new AccountsApi(configuration).getAccountUsage(values.email, {
    responseType: "json",
    transitional: { silentJSONParsing: false },
  });
  console.log(JSON.stringify(status === 200 ? { status, usage: data } : { status }));
} catch (refusal) {
  if (!isAxiosError(refusal) || !refusal.response) throw refusal;
  console.log(JSON.stringify({ status: refusal.response.status }));
}
