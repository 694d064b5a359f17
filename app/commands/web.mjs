/** `npm run web`: the portal and the debtor's pages, for production. */
import { serve } from "./serve.mjs";

await serve({ web: true, worker: false });
