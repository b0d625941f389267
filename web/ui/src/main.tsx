// Starts the console.
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router-dom";
import { App } from "./app";
import { kUnreachable, loadFirst, TextProvider } from "./i18n";
import { ThemeProvider } from "./theme";
import "./styles/base.css";
import "./styles/casefile.css";
import "./styles/evidence.css";
import "./styles/flagpage.css";
import "./styles/imports.css";
import "./styles/log.css";
import "./styles/people.css";
import "./styles/monitoring.css";
import "./styles/pictures.css";
import "./styles/queue.css";
import "./styles/rights.css";
import "./styles/rules.css";
import "./styles/takedown.css";

// Not awaited here: what is loaded may need modules of this very file.
const root = document.getElementById("root") as HTMLElement;
loadFirst().then((first) => {
  createRoot(root).render(
    <TextProvider first={first}>
      <ThemeProvider>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </ThemeProvider>
    </TextProvider>,
  );
}, () => {
  root.textContent = kUnreachable;
});
