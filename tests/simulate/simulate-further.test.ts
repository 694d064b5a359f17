import { holdSeeds } from "./hold-seeds";

holdSeeds(101, 200);
