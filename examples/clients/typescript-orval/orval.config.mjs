export default {
  flowmusic: {
    input: "./openapi.yaml",
    output: {
      target: "./flowmusic.ts",
      client: "fetch",
      override: { mutator: { path: "./ask.ts", name: "ask", extension: ".js" } },
    },
  },
};
