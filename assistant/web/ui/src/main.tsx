import { StrictMode, Suspense, lazy } from "react";
import { createRoot } from "react-dom/client";
import { Root } from "./shell/root";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/stage.css";
import "./styles/product.css";
import "./styles/listing.css";
import "./styles/stream.css";
import "./styles/crowd.css";
import "./styles/facts.css";
import "./styles/fact-card.css";
import "./styles/ask.css";

// A viewer's browser never loads what staff need.
const StaffRoot = lazy(() => import("./staff/root"));
const forStaff = /^\/(review|corrections|repurchase|figures|staff|sign-in)(\/|$)/.test(window.location.pathname);

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      {forStaff ? (
        <Suspense>
          <StaffRoot />
        </Suspense>
      ) : (
        <Root />
      )}
    </StrictMode>,
  );
}
