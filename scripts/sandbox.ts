import '../sandbox/main';
