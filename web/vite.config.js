// One classic script, without chunks or assets: graph.html carries it inline.
import { defineConfig } from "vite";

export default defineConfig({
  // Only what is imported comes into the script.
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Browsers of 2021 and later, as many newsrooms have older machines.
    target: ["es2020", "safari14", "firefox90", "chrome90"],
    modulePreload: false,
    reportCompressedSize: false,
    lib: {
      entry: "src/main.ts",
      name: "comention",
      formats: ["iife"],
      fileName: () => "page.js",
    },
  },
  define: { "process.env.NODE_ENV": '"production"' },
});
