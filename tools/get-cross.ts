/** `npx tsx tools/get-cross.ts`: brings the tools of `tools/cross` and says where they are. */
import { getCross } from './cross/index.js';

const { env } = await getCross(process.argv[2], console.error);
for (const [name, value] of Object.entries(env)) console.log(`export ${name}='${value}'`);
