// How the console is built: hashed assets, nothing inline, one chunk per page.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: {
        // A page of thirty small files waits for each of them: they are joined where that makes no page load what it does not show.
        experimentalMinChunkSize: 40_000,
        manualChunks(id) {
          if (/node_modules\/(react|react-dom|scheduler|react-router|react-router-dom|@remix-run)\//.test(id)) return "react";
          return undefined;
        },
      },
    },
  },
  server: { proxy: { "/api": process.env.MARKWARDEN_API ?? "http://127.0.0.1:8080" } },
});
