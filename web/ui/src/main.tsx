// Starts the console.
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router-dom";
import { App } from "./app";
import { TextProvider } from "./i18n";
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

createRoot(document.getElementById("root") as HTMLElement).render(
  <TextProvider>
    <ThemeProvider>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </ThemeProvider>
  </TextProvider>,
);
