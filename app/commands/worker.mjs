/** `npm run worker`: reminders, receipts, reconciliation and all other jobs, for production. */
import { serve } from "./serve.mjs";

await serve({ web: false, worker: true });
