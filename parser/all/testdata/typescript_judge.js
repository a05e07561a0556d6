// Prints for each file named on standard input one line of JSON: its functions, methods, classes and
// types as the TypeScript compiler sees them, or null when it finds syntax errors.
// The folder that holds the compiler is the argument.
const ts = require(process.argv[2]);
const fs = require("fs");

const isFunction = (n) => n && (ts.isArrowFunction(n) || ts.isFunctionExpression(n));

// wrapped is the function that a call is given first whose name says that it returns that function, changed.
const wrappers = /^(memo|forwardRef|observer|connect|asyncHandler|catchAsync|debounce|throttle|memoize|once|with[A-Z][A-Za-z0-9]*)$/;
function wrapped(n) {
  if (!n || !ts.isCallExpression(n)) return undefined;
  let callee = n.expression;
  while (ts.isCallExpression(callee)) callee = callee.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : "";
  if (!wrappers.test(name)) return undefined;
  return isFunction(n.arguments[0]) ? n.arguments[0] : wrapped(n.arguments[0]);
}

function nameOf(name) {
  if (ts.isStringLiteral(name) || ts.isNoSubstitutionTemplateLiteral(name)) return name.text;
  return name.getText();
}

function judge(file) {
  const text = fs.readFileSync(file, "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  if (source.parseDiagnostics.length > 0) return null;
  const found = [];
  const add = (what, name, node) => {
    const line = (pos) => source.getLineAndCharacterOfPosition(pos).line + 1;
    found.push([what, name, line(node.getStart(source)), line(node.getEnd() - 1)]);
  };
  // statementOf is the statement of a variable that is the only one in it.
  const statementOf = (d) => {
    const list = d.parent;
    return ts.isVariableDeclarationList(list) && list.declarations.length === 1 && ts.isVariableStatement(list.parent)
      ? list.parent : d;
  };
  const visit = (n) => {
    if (ts.isFunctionDeclaration(n)) add("function", n.name ? n.name.text : "default", n);
    else if (ts.isMethodDeclaration(n) || ts.isMethodSignature(n) || ts.isGetAccessor(n) || ts.isSetAccessor(n))
      add("function", nameOf(n.name), n);
    else if (ts.isConstructorDeclaration(n)) add("function", "constructor", n);
    else if (ts.isVariableDeclaration(n) && ts.isIdentifier(n.name) && (isFunction(n.initializer) || wrapped(n.initializer)))
      add("function", n.name.text, statementOf(n));
    else if (ts.isVariableDeclaration(n) && ts.isIdentifier(n.name) && n.initializer && ts.isClassExpression(n.initializer))
      add("type", n.name.text, statementOf(n));
    else if ((ts.isPropertyAssignment(n) || ts.isPropertyDeclaration(n)) && isFunction(n.initializer))
      add("function", nameOf(n.name), n);
    else if (ts.isBinaryExpression(n) && n.operatorToken.kind === ts.SyntaxKind.EqualsToken && isFunction(n.right)) {
      const node = ts.isExpressionStatement(n.parent) ? n.parent : n;
      if (ts.isIdentifier(n.left)) add("function", n.left.text, node);
      else if (ts.isPropertyAccessExpression(n.left)) add("function", n.left.name.getText(), node);
    } else if (ts.isExportAssignment(n) && wrapped(n.expression))
      add("function", wrapped(n.expression).name ? wrapped(n.expression).name.text : "default", n);
    else if (ts.isExportAssignment(n) && isFunction(n.expression))
      add("function", n.expression.name ? n.expression.name.text : "default", n);
    else if (ts.isClassDeclaration(n)) add("type", n.name ? n.name.text : "default", n);
    else if (ts.isInterfaceDeclaration(n) || ts.isEnumDeclaration(n) || ts.isTypeAliasDeclaration(n)) add("type", n.name.text, n);
    ts.forEachChild(n, visit);
  };
  visit(source);
  return found;
}

for (const file of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) console.log(JSON.stringify(judge(file)));
