import { defineConfig } from "@kubb/core";
import { pluginOas } from "@kubb/plugin-oas";
import { pluginZod } from "@kubb/plugin-zod";

export default defineConfig({
  input: { path: "./openapi.yaml" },
  output: { path: "./flowmusic", extension: { ".ts": ".js" }, barrelType: false, format: false },
  plugins: [pluginOas({ generators: [] }), pluginZod({ dateType: "stringOffset", output: { path: "zod", barrelType: false } })],
});
