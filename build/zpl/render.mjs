// Renders labels with an independent ZPL renderer.
//
//   node --input-type=module --eval THIS FOLDER < jobs.json > pictures.json
//
// FOLDER is where node_modules is. A job is {zpl, width, height, dpmm} with
// millimetres; its picture is PNG in base64, or {error}.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

// The library is one line of nine megabytes; an error must not print it.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${String(error).slice(0, 500)}\n`);
  process.exit(1);
});

const { ready } = createRequire(`${process.argv[1]}/`)('zpl-renderer-js');
const { api } = await ready;
const pictures = [];
for (const { zpl, width, height, dpmm } of JSON.parse(await text(process.stdin))) {
  try {
    pictures.push({ png: await api.zplToBase64Async(zpl, width, height, dpmm) });
  } catch (error) {
    pictures.push({ error: String(error).slice(0, 500) });
  }
}
// The renderer's own program never ends.
process.stdout.write(JSON.stringify(pictures), () => process.exit(0));
