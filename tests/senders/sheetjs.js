// Opens a workbook with SheetJS and saves it once for each `TYPE=FILE`: node sheetjs.js FOLDER SOURCE xlsb=out.xlsb ...
// FOLDER is where the packages are.
const [folder, source, ...targets] = process.argv.slice(2);
const XLSX = require(require.resolve("xlsx", { paths: [folder] }));
const workbook = XLSX.readFile(source, { cellStyles: true, cellNF: true, cellFormula: true });
for (const target of targets) {
  const [type, file] = target.split("=");
  XLSX.writeFile(workbook, file, { bookType: type, bookSST: type !== "biff5" });
}
