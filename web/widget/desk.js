// The one line a page needs: <script src="…/widget/desk.js" data-server="" data-lang="zh-HK"></script>
// A classic script, so that it knows its own address; the rest is modules beside it.
(() => {
  const script = document.currentScript;
  const put = async () => {
    await import(new URL('panel.js', script.src).href);
    const desk = document.createElement('voice-desk');
    Object.assign(desk.dataset, { server: new URL(script.src).origin });
    for (const [name, value] of Object.entries(script.dataset)) if (value || name !== 'server') desk.dataset[name] = value;
    document.body.append(desk);
  };
  if (document.body) put();
  else addEventListener('DOMContentLoaded', put);
})();
