// A registry with the packages that pack.mjs has made, on a free port of the loopback interface.
//
//   registry.mjs PACKED [FILE]    writes its URL to FILE, and ends when its stdin does; PACKED: from pack.mjs
//
// Other packages are not found; --omit=NAME hides one of them.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [packed, file] = process.argv.slice(2);
const manifests = new Map();
for (const path of readdirSync(packed, { recursive: true }).filter((name) => name.endsWith('package.json'))) {
  const manifest = JSON.parse(readFileSync(join(packed, path), 'utf8'));
  manifests.set(manifest.name, manifest);
}
const tarballOf = ({ name, version }) => `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

function document(manifest, url) {
  const tarball = tarballOf(manifest);
  const bytes = readFileSync(join(packed, tarball));
  const dist = {
    tarball: `${url}/${tarball}`,
    shasum: createHash('sha1').update(bytes).digest('hex'),
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
  };
  return { name: manifest.name, 'dist-tags': { latest: manifest.version }, versions: { [manifest.version]: { ...manifest, dist } } };
}

const server = createServer((request, response) => {
  const name = decodeURIComponent(request.url.slice(1));
  if (name.endsWith('.tgz')) {
    try {
      response.end(readFileSync(join(packed, name)));
    } catch {
      response.writeHead(404).end();
    }
    return;
  }
  const manifest = manifests.get(name);
  if (!manifest) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    return;
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(document(manifest, `http://127.0.0.1:${server.address().port}`)));
});
server.listen(0, '127.0.0.1', () => writeFileSync(file, `http://127.0.0.1:${server.address().port}\n`));
process.stdin.on('end', () => process.exit()).resume();
