package visitor;

interface Visitor {
    void visitNumber(Num n);
    void visitSum(Sum s);
}

class Num {
    void accept(Visitor v) {
        v.visitNumber(this);
    }
}

class Sum {
    void accept(Visitor v) {
        v.visitSum(this);
    }
}
