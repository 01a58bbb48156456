// Whether real containers can run here.
import { whyNoContainers } from '../../src/cluster/runtime/prerequisites.ts'

/** For `skip`: the reason, or false. */
export const noContainers: string | false = whyNoContainers() ?? false
