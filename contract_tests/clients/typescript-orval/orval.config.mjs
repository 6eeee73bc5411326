export default {
  flowmusic: {
    input: "./openapi.yaml",
    output: {
      target: "./flowmusic.ts",
      client: "fetch",
      override: { mutator: { path: "./request.ts", name: "request", extension: ".js" } },
    },
  },
};
