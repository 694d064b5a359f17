import { holdSeeds } from "./hold-seeds";

// The other hundred seeds are a file of their own, so that both can run at the same time.
holdSeeds(1, 100);
