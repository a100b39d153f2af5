// The one line a page needs: <script src="…/widget/desk.js" data-server="" data-lang="zh-HK"></script>
// A classic script, so that it knows its own address; type="module" works too. The rest is modules beside it.
(() => {
  // A module has no currentScript: then it is the tag that names this file.
  const script = document.currentScript ?? [...document.scripts].find(({ src }) => /\/desk\.js([?#]|$)/.test(src));
  const put = async () => {
    await import(new URL('panel.js', script.src).href);
    if (document.querySelector('voice-desk')) return; // the tag is there twice
    const desk = document.createElement('voice-desk');
    Object.assign(desk.dataset, { server: new URL(script.src).origin });
    for (const [name, value] of Object.entries(script.dataset)) if (value || name !== 'server') desk.dataset[name] = value;
    document.body.append(desk);
  };
  if (document.body) put();
  else addEventListener('DOMContentLoaded', put);
})();
