// Gets the usage report of one account and prints it as JSON.
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
} catch (error) {
  if (!isAxiosError(error) || !error.response) throw error;
  console.log(JSON.stringify({ status: error.response.status }));
}
