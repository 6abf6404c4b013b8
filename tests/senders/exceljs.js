// Opens a workbook with ExcelJS and saves it: node exceljs.js FOLDER SOURCE TARGET. FOLDER is where the packages are.
const [folder, source, target] = process.argv.slice(2);
const ExcelJS = require(require.resolve("exceljs", { paths: [folder] }));
const workbook = new ExcelJS.Workbook();
workbook.xlsx
  .readFile(source)
  .then(() => workbook.xlsx.writeFile(target))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
